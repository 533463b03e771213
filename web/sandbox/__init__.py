"""Runs one of our programs over the bytes of a stranger, in a child process with limits, and takes its result.

`parent.run_child` starts `python -m web.sandbox.child PROGRAM`. A program is a module that knows no Django and has a
function `prepare(*arguments)`. `prepare` imports what the program needs and returns a function `(source, progress)`,
which reads the file object `source`, may call `progress` with a percentage, and returns what JSON can hold. It raises
`errors.Refused` with a code of its own. The limits apply from the return of `prepare`, before a byte is read.
"""
