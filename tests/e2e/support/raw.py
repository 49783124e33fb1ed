"""Bytes over TLS as a hostile client sends them, and what the server makes of its memory and time."""
import pathlib
import re
import socket
import ssl

from .client import verified_tls

TIMEOUT_S = 25


class Raw:
    """One TLS connection; what arrives is never parsed, only counted."""

    def __init__(self, vault, ca_file=None):
        context = verified_tls(ca_file or vault.ca_file)
        plain = socket.create_connection(("127.0.0.1", vault.port), timeout=TIMEOUT_S)
        try:
            self.stream = context.wrap_socket(plain, server_hostname="127.0.0.1")
        except BaseException:
            plain.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()

    def send(self, data):
        """False once the server has closed."""
        try:
            self.stream.sendall(data)
            return True
        except (ConnectionError, ssl.SSLError):
            return False

    def receive(self):
        """All that comes until the server closes."""
        received = b""
        while True:
            try:
                piece = self.stream.recv(65536)
            except (ConnectionError, ssl.SSLError):
                return received
            if not piece:
                return received
            received += piece


def raw(vault, request, ca_file=None):
    """Sends bytes over TLS and gives all that comes back until the server closes."""
    with Raw(vault, ca_file) as connection:
        connection.send(request)
        return connection.receive()


def statuses(received):
    """The status of every answer in what was received."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]


def memory_kib(process):
    """Resident memory: now, and the most there ever was."""
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s+(\d+)", text)[1]) for name in ("VmRSS", "VmHWM"))


def cpu_s(process):
    """User and system time that the process has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
