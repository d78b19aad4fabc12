"""Prints the tracker's address once it truly answers there, or nothing when the server has gone."""

import http.client
import os
import sys
import time

PATIENCE = 120


def front_page_status(host: str, port: int) -> int | None:
    """The status with which the front page comes back; None while nothing answers."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def verdict(host: str, port: int, status: int) -> str:
    """What the person who started the server should know."""
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    if status >= http.client.BAD_REQUEST:
        return f"The front page at {address} answers with error {status}; see the messages above."
    return f"The tracker answers at {address}  (Ctrl-C stops it)"


def is_there(process: int) -> bool:
    """Whether a process with this id still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def announce(host: str, port: int, server: int) -> None:
    """Waits for the server with that process id, and says where it is."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and is_there(server):
        if status := front_page_status(reached, port):
            print(verdict(reached, port, status), flush=True)
            return
        time.sleep(0.1)
    if is_there(server):
        print(f"The front page has not come within {PATIENCE} seconds; see the messages above.", flush=True)


if __name__ == "__main__":
    if os.fork():  # the server must not be left with a child to wait for
        os._exit(0)
    try:
        announce(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except KeyboardInterrupt:
        sys.exit(130)
