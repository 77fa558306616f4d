package queue_test

import (
	"testing"
	"testing/synctest"
	"time"

	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/queue/queuetest"
)

func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { queuetest.Run(t, &queue.Memory{}, time.Sleep) })
}

func TestMemoryWakesAReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &queue.Memory{}
		time.AfterFunc(100*time.Millisecond, func() { _ = box.Send(t.Context(), queue.Message{}) })
		began := time.Now()
		list, err := box.Receive(t.Context(), 1, time.Minute)
		if took := time.Since(began); len(list) != 1 || err != nil || took != 100*time.Millisecond {
			t.Errorf("%d messages, %v, after %v", len(list), err, took)
		}
	})
}
