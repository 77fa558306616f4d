package ledger

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Count implements Limits. The windows are counted at the same time, each
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

// Uncount implements Limits.
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

// Counts implements Limits. What was counted in the last second may be missing.
func (d *Dynamo) Counts(ctx context.Context, windows ...Window) ([]int, error) {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	now := d.now()
	counts, errs := make([]int, len(windows)), make([]error, len(windows))
	var all sync.WaitGroup
	for i, w := range windows {
		all.Go(func() {
			out, err := d.API.GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.Table, Key: w.key(now)})
			if errs[i] = err; err == nil {
				counts[i] = int(num(out.Item, "counted"))
			}
		})
	}
	all.Wait()
	return counts, wrap("counts", errors.Join(errs...))
}

func (w Window) key(now time.Time) item {
	return item{"pk": text("window#" + w.Key), "sk": text(strconv.FormatInt(w.start(now).Unix(), 10))}
}

func (d *Dynamo) add(ctx context.Context, w Window, now time.Time, n int64, condition string) error {
	key := w.key(now)
	values := item{":n": number(n), ":expires": seconds(w.Ends(now).Add(time.Minute))}
	if n > 0 {
		values[":limit"] = number(int64(w.Limit))
	} else {
		values[":none"] = number(0)
	}
	return d.update(ctx, key, "SET expires_at = :expires ADD counted :n", condition, values, nil)
}
