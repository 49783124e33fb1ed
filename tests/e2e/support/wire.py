"""Everything that passes the loopback device, as a capture program would see it. Takes root."""
import ctypes
import socket
import struct
import threading

ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
RECEIVE_BYTES = 64 * 1024 * 1024
STILL_COMING_S = 0.5


def port_filter(first, second):
    """Berkeley packet filter: an IPv4 frame to or from one of two ports."""
    load_header, load_half, equal, answer = 0xB1, 0x48, 0x15, 0x06
    return [(load_header, 0, 0, 14), (load_half, 0, 0, 14), (equal, 5, 0, first),
            (equal, 4, 0, second), (load_half, 0, 0, 16), (equal, 2, 0, first),
            (equal, 1, 0, second), (answer, 0, 0, 0), (answer, 0, 0, 1 << 18)]


class Wire:
    """Captures to or from two TCP ports until `close`."""

    def __init__(self, first, second):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        steps = port_filter(first, second)
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step)
                                                       for step in steps))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HL", len(steps), ctypes.addressof(program)))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.socket.bind(("lo", 0))
        self.socket.settimeout(STILL_COMING_S)
        self.frames, self.open = [], True
        self.thread = threading.Thread(target=self.follow)
        self.thread.start()

    def follow(self):
        while True:
            try:
                self.frames.append(self.socket.recv(1 << 17))
            except TimeoutError:
                if not self.open:
                    return

    def close(self):
        """All frames that were seen, joined, after what is still on its way."""
        self.open = False
        self.thread.join()
        self.socket.close()
        return b"\n".join(self.frames)
