"""The calls of API.md, by what they are about. Each loads through `access`, calls one action, answers with a shape."""
