"""Files of strangers, read and written anew in a child process with bounded memory and time, without Django.

`asking` starts the child and takes what it made; `child` is its program; `pictures`, `sounds` and `documents` know the
formats. See docs/media.md.
"""
