"""How the API speaks HTTP: authentication, reading, answering, paging, problems and limits."""
