"""The picture proxy: a signed address in, a product picture out, and no word of where it is from.

asgi       the routes: `/images/<base64 of ASIN>` and `/healthz`
tickets    what an address says and whether it is signed
answers    headers and bodies of our answers
conditions If-None-Match and If-Modified-Since (RFC 9110)
shelf      which picture answers now: cache, one fetch at a time, stale copies, failures
cache      pictures in memory, bounded by bytes
sources    where the database says a picture comes from, and whether we may go there
fetcher    the one place that goes out to fetch
network    which network addresses are public
formats    what kind of picture some bytes are, and how large
placeholder the picture shown when there is none
"""
