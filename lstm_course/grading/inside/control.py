"""Messages between the grader and its warm process: JSON with its length before it, and descriptors beside it."""

import json
import socket
import struct

LENGTH = struct.Struct(">I")
MAX_DESCRIPTORS = 4


def send(connection, message, descriptors=()):
    """Send a message.

    Parameters
    ----------
    connection : socket.socket
        Of the stream kind, between two processes of this machine.
    message : object
        What JSON can hold.
    descriptors : sequence of int
        Open files that the other side shall have too, at most 4; there they have other numbers.
    """
    text = json.dumps(message).encode("ascii")
    head = LENGTH.pack(len(text))
    if descriptors:
        socket.send_fds(connection, [head], list(descriptors))
    else:
        connection.sendall(head)
    connection.sendall(text)


def receive(connection):
    """Return a message and the descriptors that came with it; ``(None, [])`` where the other side hung up.

    Parameters
    ----------
    connection : socket.socket
        As in `send`.
    """
    head, descriptors, _, _ = socket.recv_fds(connection, LENGTH.size, MAX_DESCRIPTORS)
    head += _exactly(connection, LENGTH.size - len(head)) if head else b""
    text = _exactly(connection, LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    return (json.loads(text), descriptors) if text else (None, [])


def _exactly(connection, size):
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            return b""
        parts += part
    return bytes(parts)
