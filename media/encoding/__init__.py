"""Files of strangers, read and written anew in a child process with bounded memory and time, without Django.

`asking` runs `child` in a child process (`web.sandbox`) and takes what it made; `pictures`, `sounds` and `documents`
know the formats. See docs/media.md.
"""
