"""A program for `web.sandbox` that does what its argument names, harm above all. Runs in the child process."""

import ctypes
import itertools
import os
import sys
import time

from web.sandbox.errors import Refused


def prepare(act: str):
    return ACTS[act]


def echo(source, progress):
    progress(40)
    progress(80)
    return {"content": source.read().decode(), "arguments": sys.argv[1], "folder": os.getcwd()}


def surroundings(_source, _progress):
    return {"environment": sorted(os.environ), "has_django": "django" in sys.modules}


def refuse(_source, _progress):
    raise Refused("no_calendar", line=7)


def recurse(source, progress):
    return recurse(source, progress)


def loop(_source, _progress):
    while True:
        pass


def chatter(_source, progress):
    for number in itertools.count():
        progress(number)


def say(text: bytes, *, signal_after: int = 0):
    def run(_source, _progress):
        os.write(1, text)
        os.kill(os.getpid(), signal_after) if signal_after else os._exit(0)

    return run


def close_and_sleep(_source, _progress):
    os.close(1)
    time.sleep(60)


def write_a_file(_source, _progress):
    with open("large", "wb") as file:
        file.write(bytes(2_000_000))


ACTS = {
    "echo": echo,
    "surroundings": surroundings,
    "refuse": refuse,
    "memory bomb": lambda _source, _progress: len(bytearray(200_000_000)),
    "large answer in memory": lambda _source, _progress: ["x" * 10_000_000] * 20,
    "recursion": recurse,
    "exception": lambda _source, _progress: 1 // 0,
    "endless loop": loop,
    "hang": lambda _source, _progress: time.sleep(60),
    "hang without output": close_and_sleep,
    "long answer": lambda _source, _progress: "x" * 200_000,
    "endless answer": chatter,
    "no line end": say(b"x" * 200_000),
    "garbage": say(b"\xff hello\n"),
    "other JSON": say(b'["result"]\n'),
    "result of another shape": say(b'{"refused": 7, "details": []}\n'),
    "nested JSON": say(b"[" * 50_000 + b"\n"),
    "half a line": say(b'{"result": [1'),
    "half a line, then killed": say(b'{"result": [1', signal_after=9),
    "silence": say(b""),
    "abort": lambda _source, _progress: os.abort(),
    "segmentation fault": lambda _source, _progress: ctypes.string_at(0),
    "large file": write_a_file,
}
