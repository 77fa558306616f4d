package ledger

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// Count implements Ledger. The windows are counted at the same time, each
// atomically; if one is full, what the others got is taken back, so for some
// milliseconds they may look fuller than they are.
func (d *Dynamo) Count(ctx context.Context, windows ...Window) (int, error) {
	now := d.now()
	errs := make([]error, len(windows))
	var all sync.WaitGroup
	for i, w := range windows {
		all.Go(func() { errs[i] = d.add(ctx, w, now, 1, "attribute_not_exists(counted) OR counted < :limit") })
	}
	all.Wait()
	full := -1
	var counted []Window
	var failed error
	for i, err := range errs {
		_, refused := conditionFailed(err)
		switch {
		case refused && full < 0:
			full = i
		case refused:
		case err != nil:
			failed = errors.Join(failed, err)
		default:
			counted = append(counted, windows[i])
		}
	}
	if full < 0 && failed == nil {
		return -1, nil
	}
	if err := d.Uncount(ctx, counted...); err != nil {
		failed = errors.Join(failed, err)
	}
	if full >= 0 {
		return full, nil // enough is known to refuse
	}
	return -1, wrap("count", failed)
}

// Uncount implements Ledger.
func (d *Dynamo) Uncount(ctx context.Context, windows ...Window) error {
	now := d.now()
	errs := make([]error, len(windows))
	var all sync.WaitGroup
	for i, w := range windows {
		all.Go(func() {
			err := d.add(ctx, w, now, -1, "counted > :none")
			if _, refused := conditionFailed(err); !refused {
				errs[i] = err
			}
		})
	}
	all.Wait()
	return wrap("uncount", errors.Join(errs...))
}

func (d *Dynamo) add(ctx context.Context, w Window, now time.Time, n int64, condition string) error {
	key := item{"pk": text("window#" + w.Key), "sk": text(strconv.FormatInt(w.start(now).Unix(), 10))}
	values := item{":n": number(n), ":expires": seconds(w.Ends(now).Add(time.Minute))}
	if n > 0 {
		values[":limit"] = number(int64(w.Limit))
	} else {
		values[":none"] = number(0)
	}
	return d.update(ctx, key, "SET expires_at = :expires ADD counted :n", condition, values, nil)
}

// takeTries bounds how often a pacer changes between looking and taking.
const takeTries = 8

// Take implements Ledger. A bucket that is in use moves on by one interval,
// atomically and without being read first; one that has been at rest begins
// anew at this moment.
func (d *Dynamo) Take(ctx context.Context, p Pace) (time.Duration, bool, error) {
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
