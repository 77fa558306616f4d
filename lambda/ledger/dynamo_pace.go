package ledger

import (
	"context"
	"time"
)

// takeTries is the maximum number of attempts if the pacer changes between the
// read and the write.
const takeTries = 8

// Take implements Pacer. Slots are only taken and never given back. After a
// refusal the result is known until the slot is due, and the item is not
// written: each process asks about once per slot, however many leads arrive.
func (d *Dynamo) Take(ctx context.Context, p Pace) (time.Duration, bool, error) {
	if until, ok := d.refused.Load(p); ok {
		if wait := until.(time.Time).Sub(d.now()); wait > p.MaxWait {
			return wait, false, nil
		}
	}
	wait, ok, err := d.take(ctx, p)
	if err == nil && !ok {
		d.refused.Store(p, d.now().Add(wait))
	}
	return wait, ok, err
}

// take takes a slot from the item. A bucket in use advances by one interval,
// atomically and without a read. An idle bucket restarts at the current time.
func (d *Dynamo) take(ctx context.Context, p Pace) (time.Duration, bool, error) {
	key := item{"pk": text("pace#" + p.Bucket), "sk": text("-")}
	for range takeTries {
		now := d.now()
		latest := now.Add(time.Duration(max(p.Burst, 1)-1)*p.Every + p.MaxWait)
		var after item
		err := d.update(ctx, key, "SET full_at = full_at + :every, expires_at = :expires", "full_at BETWEEN :now AND :latest", item{
			":every": number(p.Every.Microseconds()), ":now": number(now.UnixMicro()), ":latest": number(latest.UnixMicro()),
			":expires": seconds(now.Add(24 * time.Hour)),
		}, &after)
		if err == nil {
			_, wait := p.next(time.UnixMicro(num(after, "full_at")).Add(-p.Every), now)
			return wait, true, nil
		}
		old, refused := conditionFailed(err)
		if !refused {
			return 0, false, wrap("take", err)
		}
		if at := time.UnixMicro(num(old, "full_at")); at.After(latest) {
			_, wait := p.next(at, now)
			return wait, false, nil
		}
		err = d.update(ctx, key, "SET full_at = :next, expires_at = :expires", "attribute_not_exists(full_at) OR full_at < :now", item{
			":next": number(now.Add(p.Every).UnixMicro()), ":now": number(now.UnixMicro()),
			":expires": seconds(now.Add(24 * time.Hour)),
		}, nil)
		if _, refused := conditionFailed(err); !refused {
			return 0, err == nil, wrap("take", err)
		}
	}
	return p.Every, false, nil // under so much contention the slot is taken by others
}
