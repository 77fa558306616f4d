package ledger

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Count implements Limits. The windows are counted at the same time, each
// atomically. If one is full, the counts of the others are taken back, so for
// some milliseconds their counts are too high.
func (d *Dynamo) Count(ctx context.Context, windows ...Window) (int, error) {
	now := d.now()
	errs := make([]error, len(windows))
	var all sync.WaitGroup
	for i, w := range windows {
		all.Go(func() { errs[i] = d.addToShard(ctx, w, now, 1, "attribute_not_exists(counted) OR counted < :limit") })
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
		return full, nil // one full window is enough to refuse
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
			err := d.addToShard(ctx, w, now, -1, "counted > :none")
			if _, refused := conditionFailed(err); !refused {
				errs[i] = err
			}
		})
	}
	all.Wait()
	return wrap("uncount", errors.Join(errs...))
}

// Counts implements Limits. Counts of the last second may be missing.
func (d *Dynamo) Counts(ctx context.Context, windows ...Window) ([]int, error) {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	now := d.now()
	counts, errs := make([]int, len(windows)), make([]error, len(windows))
	var all sync.WaitGroup
	for i, w := range windows {
		all.Go(func() {
			for _, shard := range w.shards() {
				out, err := d.API.GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.Table, Key: shard.key(now)})
				if errs[i] = err; err != nil {
					return
				}
				counts[i] += int(num(out.Item, "counted"))
			}
		})
	}
	all.Wait()
	return counts, wrap("counts", errors.Join(errs...))
}

// DynamoDB writes one item about 1,000 times a second. A window with a large
// limit is therefore split into shards, separate items with a part of the limit
// each. A window with a smaller limit is full within ten seconds at that rate.
const (
	shardLimit = 10_000
	maxShards  = 32
	shardTries = 3
)

// shards returns the windows in which w is counted, starting at a random one.
// The sum of their limits is the limit of w.
func (w Window) shards() []Window {
	n := min(max(w.Limit/shardLimit, 1), maxShards)
	list, from := make([]Window, n), rand.IntN(n)
	for i := range list {
		shard, k := w, (from+i)%n
		shard.Limit = w.Limit / n
		if k < w.Limit%n {
			shard.Limit++
		}
		if k > 0 {
			shard.Key += "/" + strconv.Itoa(k)
		}
		list[i] = shard
	}
	return list
}

// addToShard adds n to one shard of w; if its condition fails, it tries another
// one. It gives up after shardTries, so that a full window does not cost a
// write of every shard. The last few per cent of a limit may stay unused.
func (d *Dynamo) addToShard(ctx context.Context, w Window, now time.Time, n int64, condition string) (err error) {
	shards := w.shards()
	for _, shard := range shards[:min(len(shards), shardTries)] {
		err = d.add(ctx, shard, now, n, condition)
		if _, refused := conditionFailed(err); !refused {
			return err
		}
	}
	return err
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
