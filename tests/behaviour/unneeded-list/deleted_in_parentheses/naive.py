def clean(params):
    for k, v in params.items():
        if v is None: del (params[k])
    return params


print(clean({"a": 1, "b": None, "c": None, "d": 2}))
