"""The calls of the API, by subject. Each loads through `access`, calls one action, answers with a shape."""
