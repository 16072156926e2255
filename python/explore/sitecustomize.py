"""Lets the engine choose between the bytecodes of a script's threads.

`grade explore` puts this folder on PYTHONPATH of the interpreters that it runs. Every execution begins here: the
interpreter is ready then, and the script not read yet. Without the engine nothing happens.

CPython changes threads only where one gives up the interpreter's lock; between, it asks for that after some
milliseconds, which are virtual here and never pass while a thread runs. So a race between two bytecodes would never be
seen. Where a script's code uses what threads may share (globals, closures, attributes, items) or enters a `with`, this
file gives up the lock and offers the engine a choice.
"""

import ctypes
import dis
import os
import selectors  # tries out an epoll, which the engine does not model
import sys
import threading
from _thread import _count as other_threads

SHARED_USES = {
    "LOAD_GLOBAL": "load", "STORE_GLOBAL": "store", "DELETE_GLOBAL": "delete",
    "LOAD_NAME": "load", "STORE_NAME": "store",
    "LOAD_DEREF": "load", "STORE_DEREF": "store",
    "LOAD_ATTR": "load", "LOAD_METHOD": "load", "STORE_ATTR": "store", "DELETE_ATTR": "delete",
    "BINARY_SUBSCR": "load item", "STORE_SUBSCR": "store item", "DELETE_SUBSCR": "delete item",
    "BEFORE_WITH": "enter with",
}
GLOBALS = {"LOAD_GLOBAL", "LOAD_NAME"}
LIBRARY = os.path.dirname(os.__file__) + os.sep

points = {}  # by code object: what to tell the engine before an instruction, by offset


def find_points(frame):
    code = frame.f_code
    file = os.path.basename(code.co_filename)
    found = {}
    line, told = code.co_firstlineno, None
    for instruction in dis.get_instructions(code):
        line = instruction.starts_line or line
        use = SHARED_USES.get(instruction.opname)
        name = instruction.argval if isinstance(instruction.argval, str) else ""
        if use and instruction.opname in GLOBALS:
            # Functions, classes, modules and what is built in do not change: no choice is worth their loading.
            value = frame.f_globals.get(name, len)
            if callable(value) or isinstance(value, type(os)):
                use = None
        if use:
            found[instruction.offset] = note_choice, f"{file}:{line} {use} {name}".rstrip().encode()
            told = line
        elif instruction.opname.startswith("CALL") and line != told:
            found[instruction.offset] = at, f"{file}:{line}".encode()
            told = line
    return found


def note_choice(text):
    offer()
    note(text)


def trace_opcode(frame, event, argument):
    if event == "opcode" and other_threads():
        point = points[frame.f_code].get(frame.f_lasti)
        if point is not None:
            tell, text = point
            tell(text)
    return trace_opcode


def trace_thread(frame, event, argument):
    name(threading.current_thread().name.encode())
    sys.settrace(trace_call)
    return trace_call(frame, event, argument)


def trace_call(frame, event, argument):
    file = frame.f_code.co_filename
    if file.startswith(LIBRARY) or file.startswith("<frozen"):
        return None
    if frame.f_code not in points:
        points[frame.f_code] = find_points(frame)
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    return trace_opcode


try:
    offer = ctypes.CDLL(None).interleave_offer  # gives up the interpreter's lock for the call
    note = ctypes.PyDLL(None).interleave_note  # keeps it
    at = ctypes.PyDLL(None).interleave_at
    name = ctypes.PyDLL(None).interleave_name
    serve = ctypes.PyDLL(None).interleave_serve
except AttributeError:
    pass
else:
    # The script finds its surroundings as without us.
    sys.path.remove(os.path.dirname(__file__))
    os.environ.pop("PYTHONPATH", None)
    offer.restype = note.restype = at.restype = name.restype = serve.restype = None
    note.argtypes = at.argtypes = name.argtypes = [ctypes.c_char_p]
    serve()
    threading.settrace(trace_thread)
    sys.settrace(trace_call)
