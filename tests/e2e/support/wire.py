"""Everything that passes the loopback device, as a capture program would see it. Takes root."""
import socket
import threading

ETH_P_ALL = 3
RECEIVE_BYTES = 64 * 1024 * 1024


class Wire:
    """Captures to or from the given TCP ports until `close`; `bytes` are the frames, joined."""

    def __init__(self, *ports):
        self.ports = {port.to_bytes(2, "big") for port in ports}
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.socket.bind(("lo", 0))
        self.socket.settimeout(0.5)
        self.frames, self.open = [], True
        self.thread = threading.Thread(target=self.follow)
        self.thread.start()

    def follow(self):
        while True:
            try:
                frame = self.socket.recv(1 << 17)
            except TimeoutError:
                if not self.open:
                    return
                continue
            header = 14 + 4 * (frame[14] & 15)  # Ethernet, then IPv4
            if self.ports & {frame[header:header + 2], frame[header + 2:header + 4]}:
                self.frames.append(frame)

    def close(self):
        """Gives all that was seen, after what is still on its way."""
        self.open = False
        self.thread.join()
        self.socket.close()
        return b"\n".join(self.frames)
