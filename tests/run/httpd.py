#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that does as it is told, and mostly not as it should: httpd.py ADDRESS PORT_FILE LOG WORD [ARGUMENT].

It listens on a port of that address, writes its number into PORT_FILE, and each request into LOG. ARGUMENT has the
escapes of Python. Beside the words that are functions here: "early" answers before it has read, "deaf" does not listen,
and "full" takes no more connections.
"""

import os
import socket
import struct
import sys
import time

def send(connection, argument):
    """The bytes, and keeps the connection."""
    connection.sendall(argument)
    connection.settimeout(60)
    connection.recv(1)

def trickle(connection, argument):
    """One byte a second."""
    for byte in argument:
        connection.sendall(bytes([byte]))
        time.sleep(1)

def pieces(connection, argument):
    """Byte by byte, as fast as it goes."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in argument:
        connection.sendall(bytes([byte]))

def endless(connection, argument):
    """The argument again and again."""
    while True:
        connection.sendall(argument)

def reset(connection, argument):
    """A RST instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall(argument)

def silent(connection, _):
    """Takes the request, and says nothing."""
    connection.settimeout(60)
    connection.recv(1)

def answer(connection, argument):
    """The bytes, and closes."""
    connection.sendall(argument)

words = {f.__name__: f for f in (send, trickle, pieces, endless, reset, silent, answer)}

def main():
    """Serves one connection after the other."""
    address, port_file, log, word, *rest = sys.argv[1:]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    argument = "".join(rest).encode().decode("unicode_escape").encode("latin-1")
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind((address, 0))
    if word == "full":
        listener.listen(0)
        waiting = [socket.socket(family, socket.SOCK_STREAM) for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
    elif word != "deaf":
        listener.listen()
    with open(port_file + ".new", "w", encoding="ascii") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    while word in ("deaf", "full"):
        time.sleep(60)
    while True:
        connection, _ = listener.accept()
        try:
            if word != "early":
                request = b""
                while b"\r\n\r\n" not in request:
                    request += connection.recv(4096)
                with open(log, "ab") as file:
                    file.write(request)
            words.get(word, answer)(connection, argument)
        except OSError:
            pass
        connection.close()

main()
