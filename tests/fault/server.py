# SPDX-License-Identifier: MIT
"""The server of the cases with --http, on port 80 of a network namespace of its own. Only /bad is not healthy."""

import ctypes
import fcntl
import socket
import struct

SIOCSIFFLAGS = 0x8914
IFF_UP = 1
PR_SET_PDEATHSIG = 1
SIGKILL = 9

ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
listener = socket.create_server(("127.0.0.1", 80), backlog=128)
print("ready", flush=True)
while True:
    connection, _ = listener.accept()
    try:
        request = connection.recv(4096)
        connection.sendall(b"HTTP/1.1 503 x\r\n\r\n" if b" /bad " in request else b"HTTP/1.1 200 OK\r\n\r\n")
    except OSError:
        pass
    connection.close()
