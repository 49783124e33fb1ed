"""The log as its readers see it: GET /v1/audit/events, all pages."""
from urllib.parse import urlencode


def events(api, **filters):
    """Every event that matches, newest first."""
    found, cursor = [], None
    while True:
        query = {name: value for name, value in filters.items() if value is not None}
        query["limit"] = 200
        if cursor:
            query["cursor"] = cursor
        answer = api.get("/v1/audit/events?" + urlencode(query))
        if answer.status != 200:
            raise AssertionError(f"the log was not readable: {answer!r}")
        page = answer.json
        found += page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def by_id(found):
    return {event["id"]: event for event in found}


def lead_in(event, lead):
    """What an event says of one lead; None when it does not name it."""
    return next((item for item in event["leads"] if item["id"] == lead), None)
