"""Compute which limit is reached first as the rate of leads grows: the tables of docs/scale.md.

Run this file to print the tables. Quotas are AWS's defaults in us-east-1 for an
established account; a new account has ten concurrent executions. Rates are leads
a second.
"""

import cost

# The needs of one lead, as in cost.py.
REQUESTS = cost.API_REQUESTS
SECONDS = (cost.INTAKE_MS + cost.SESSION_MS) / 1000  # of intake's time
THOUGHTLY = cost.THOUGHTLY_REQUESTS

# Quotas and the template's defaults.
API_ACCOUNT = 10_000  # API Gateway: requests a second in an account and region
API_ROUTE = 50  # ApiRate: requests a second of POST /contacts
CONCURRENCY = 1_000  # Lambda: concurrent executions in an account
NEW_ACCOUNT = 10
ITEM_WRITES = 1_000  # DynamoDB: writes a second to one item
SHARD_LIMIT, MAX_SHARDS, SHARD_TRIES = 10_000, 32, 3  # lambda/ledger/dynamo_limits.go
PACE_BURST = 10  # lambda/ledger/pace.go
IN_FLIGHT = 120_000  # SQS: messages that are received or hidden
THOUGHTLY_RPM = 90  # ThoughtlyRpm
GIVEN_UP = 13 * 86400  # seconds after which delivery dead-letters a lead



def shards(limit):
    """Return the number of items in which a window with this limit is counted."""
    return min(max(limit // SHARD_LIMIT, 1), MAX_SHARDS)


# The counters that every lead writes, with the length of their windows in seconds.
# The limit of each counter is the rate times this length.
WINDOWS = [
    ("a form's leads a minute", 60),
    ("a form's accepted leads, for the difficulty", 2 * 60),
    ("a form's leads a day", 86400),
    ("all leads a day", 86400),
    ("a country's leads a day", 86400),
]


def pace_writes(rate):
    """Return the writes a second to the pace's item. A process that was refused
    tries again when the next slot is due."""
    slot = 60 / (THOUGHTLY_RPM - PACE_BURST)
    return min(rate, rate * SECONDS / slot)


PACE_GIVES_WAY = ITEM_WRITES * 60 / (THOUGHTLY_RPM - PACE_BURST) / SECONDS


# Each part: its leads a second, the effect of a higher rate, and the remedy.
PARTS = [
    ("Thoughtly's requests a minute", THOUGHTLY_RPM / 60 / THOUGHTLY, "leads wait in the queue (202)", "a higher limit at Thoughtly, then `ThoughtlyRpm`"),
    ("concurrency of a new account", NEW_ACCOUNT / SECONDS, "503, the widget tries again", "ask AWS for the usual 1,000"),
    ("`ApiRate` of POST /contacts", API_ROUTE, "429, the widget tries again", "`ApiRate` and `ApiBurst`"),
    ("the pace's item", PACE_GIVES_WAY, "leads wait in the queue (202)", "nothing: they would wait for Thoughtly anyway"),
    ("a counter in 32 shards, once it is full", ITEM_WRITES * MAX_SHARDS / SHARD_TRIES, "leads wait in the queue (202)", "`maxShards` in lambda/ledger"),
    ("concurrency of an account", CONCURRENCY / SECONDS, "503, the widget tries again", "ask AWS for more"),
    ("requests of an account's APIs", API_ACCOUNT / REQUESTS, "429, the widget tries again", "ask AWS for more, or cache sessions' preflights longer"),
]
RATES = [1, 100, 10_000]


def simulate(rate, hours):
    """Simulate leads at a rate for some hours, minute by minute.

    Return the longest queue, the minute in which more than IN_FLIGHT leads are
    hidden (None for never), and the hours that the last lead waits. Above
    IN_FLIGHT, SQS delivers a message only when another one is deleted; the others
    stay visible in the queue, and none is lost.
    """
    accepted = min(rate, min(limit for name, limit, beyond, _ in PARTS if "202" not in beyond and "new" not in name))
    taken = THOUGHTLY_RPM / THOUGHTLY  # leads a minute
    waiting, longest, full = 0.0, 0.0, None
    for minute in range(1, int(hours * 60) + 1):
        waiting = max(waiting + accepted * 60 - taken, 0)
        longest = max(longest, waiting)
        if full is None and waiting > IN_FLIGHT:
            full = minute
    return longest, full, longest / taken / 60


def counters_table():
    """Return the writes a second to each counter's most written item, for a window that is not full and a full one."""
    rows = ["| counter | " + " | ".join(f"{r:,} a second" for r in RATES) + " |", "|---|" + "---:|" * len(RATES)]
    for name, seconds in WINDOWS:
        cells = []
        for rate in RATES:
            n = shards(rate * seconds)
            cells.append(f"{rate / n:,.1f} in {n} {'item' if n == 1 else 'items'}, full {rate * min(n, SHARD_TRIES) / n:,.1f}")
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    rows.append("| the pace | " + " | ".join(f"{pace_writes(rate):,.1f} in 1 item" for rate in RATES) + " |")
    return "\n".join(rows)


def parts_table():
    rows = ["| part | leads a second | beyond it | raise first |", "|---|---:|---|---|"]
    rows += [f"| {name} | {limit:,.2f} | {beyond} | {first} |" for name, limit, beyond, first in sorted(PARTS, key=lambda p: p[1])]
    return "\n".join(rows)


def rates_table():
    rows = ["| leads a second | parts that give way | after an hour: waiting | in-flight limit reached after | the last lead waits |", "|---:|---|---:|---:|---:|"]
    for rate in RATES:
        broken = [name for name, limit, *_ in sorted(PARTS, key=lambda p: p[1]) if limit < rate and "new" not in name]
        longest, full, wait = simulate(rate, 1)
        late = (f"{wait:,.0f} h" if wait > 2 else f"{wait * 60:,.0f} min") + (" (dead-lettered after 13 days)" if wait * 3600 > GIVEN_UP else "")
        rows.append(f"| {rate:,} | {', '.join(broken) or 'none'} | {longest:,.0f} | {f'{full} min' if full else 'never'} | {late} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(parts_table(), rates_table(), counters_table(), sep="\n\n")
