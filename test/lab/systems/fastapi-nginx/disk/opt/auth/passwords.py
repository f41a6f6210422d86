import hashlib
import hmac


def matches(password, stored):
    salt, digest = stored.split("$")
    return hmac.compare_digest(hashlib.sha256((salt + password).encode()).hexdigest(), digest)
