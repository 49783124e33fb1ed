"""One HTTP/1.1 connection over TLS that keeps every decrypted byte, in the order it arrived."""
import os
import re
import socket
import ssl

PIECE_BYTES = 65_536
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
REQUEST = re.compile(rb"\r\nx-request-id: *(req_[0-9a-z]{26})", re.IGNORECASE)


class Cut(Exception):
    """The connection ended before the answer was whole. `status` is None without a whole head."""

    def __init__(self, why, status):
        super().__init__(why)
        self.status = status


class Reply:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body
        found = REQUEST.search(head)
        self.request = found.group(1).decode() if found else None


class Wire:
    """`capture` is a file; what arrives is written to it before anything looks at it."""

    def __init__(self, ca_file, capture, timeout_s):
        self.tls = ssl.create_default_context(cafile=str(ca_file))
        self.capture = os.open(capture, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.timeout_s, self.socket = timeout_s, None

    @property
    def captured(self):
        return os.fstat(self.capture).st_size

    def connect(self, port):
        self.close()
        plain = socket.create_connection(("127.0.0.1", port), self.timeout_s)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = self.tls.wrap_socket(plain, server_hostname="127.0.0.1")

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def exchange(self, request, method, leave_after=None):
        """The whole answer. With `leave_after`, the caller hangs up once so many bytes of body
        came: that is how impatient clients see part of an answer."""
        data, status = b"", None
        try:
            self.socket.sendall(request)
            while b"\r\n\r\n" not in data:
                data += self.receive()
            head, _, body = data.partition(b"\r\n\r\n")
            status = int(head[9:12])
            if method == "HEAD" or status in (204, 304):
                return Reply(status, head, b"")
            return Reply(status, head, self.rest(head, body, leave_after))
        except (OSError, ValueError) as gone:
            self.close()
            raise Cut(type(gone).__name__, status) from gone

    def rest(self, head, body, leave_after):
        length = LENGTH.search(head)
        chunked = CHUNKED.search(head)
        while True:
            if leave_after is not None and len(body) >= leave_after:
                raise ConnectionAbortedError
            if length and len(body) >= int(length.group(1)):
                return body
            if chunked and (whole := unchunked(body)) is not None:
                return whole
            body += self.receive()

    def receive(self):
        piece = self.socket.recv(PIECE_BYTES)
        if not piece:
            raise ConnectionResetError
        os.write(self.capture, piece)
        return piece


def unchunked(data):
    """The body in these chunks; None before the last one came."""
    if not data.endswith(b"0\r\n\r\n"):
        return None
    out, at = [], 0
    while True:
        end = data.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(data[at:end], 16)
        if size == 0:
            return b"".join(out)
        at = end + 2
        if at + size + 2 > len(data):
            return None
        out.append(data[at:at + size])
        at += size + 2
