"""Network ports on this machine: which are free, and whether something answers there."""

import errno
import socket

from script.lib.refusals import Refused

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port on the loopback address that nothing uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def something_listens(host: str, port: int) -> bool:
    """Whether a connection is taken there."""
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def refuse_if_taken(host: str, port: int) -> None:
    """Refuses when a server could not listen on `host` and `port`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as problem:
        raise Refused(f"{host} is not an address of this machine: choose another with --host.") from problem
    except OSError as problem:
        raise Refused(explain(host, port, problem)) from problem


def explain(host: str, port: int, problem: OSError) -> str:
    """Why nothing can listen there, and the way out."""
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: choose another with --port."
    if problem.errno == errno.EACCES:
        return f"Port {port} is reserved for root: choose one above 1023 with --port."
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: choose another with --host."
    return f"Cannot listen on {host}, port {port} ({problem.strerror}): choose others with --host and --port."
