package ledger

import (
	"context"
	"time"
)

// takeTries bounds how often a pacer changes between looking and taking.
const takeTries = 8

// Take implements Pacer. Slots are only ever taken and never given back, so
// after a refusal the answer is known until the slot is due, and the item is not
// written: however many leads come in, each process asks about once per slot.
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

// take asks the item. A bucket that is in use moves on by one interval,
// atomically and without being read first; one that has been at rest begins
// anew at this moment.
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
	return p.Every, false, nil // so much in demand that the slot is gone anyway
}
