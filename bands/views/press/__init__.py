"""The editor of a band's press kit, for its leaders. The kit itself is shown by `discovery`."""
