// Package metrics writes CloudWatch metrics as log lines in the embedded metric
// format, which needs no request to CloudWatch. It must not know what is measured.
// A dimension must not contain personal data or a value that a visitor chooses.
package metrics

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

// Unit is a CloudWatch unit.
type Unit string

// The units in use.
const (
	Counts       Unit = "Count"
	Milliseconds Unit = "Milliseconds"
)

// Metric is one measured value.
type Metric struct {
	Name      string
	Value     float64
	Unit      Unit
	dimension string
	value     string
}

// Count returns a metric with the value 1.
func Count(name string) Metric { return Metric{Name: name, Value: 1, Unit: Counts} }

// Duration returns a metric in milliseconds.
func Duration(name string, d time.Duration) Metric {
	return Metric{Name: name, Value: float64(d.Microseconds()) / 1000, Unit: Milliseconds}
}

// By adds a dimension. CloudWatch then has the metric both with it and without it.
func (m Metric) By(dimension, value string) Metric {
	m.dimension, m.value = dimension, value
	return m
}

// Namespace is the CloudWatch namespace of the metrics.
const Namespace = "ThoughtlyForm"

// Sink writes the metrics of one stack. A nil Sink writes nothing.
type Sink struct {
	mu    sync.Mutex
	w     io.Writer
	stack string
	now   func() time.Time
}

// New returns a sink whose metrics have the dimension Stack. w must be the
// function's standard output, which Lambda sends to CloudWatch.
func New(w io.Writer, stack string) *Sink {
	return &Sink{w: w, stack: stack, now: time.Now}
}

// Emit writes the metrics, with one line for each dimension and value. CloudWatch
// accepts up to 100 metrics in a line; a request has only a few.
func (s *Sink) Emit(list ...Metric) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(list) > 0 {
		first := list[0]
		var line, rest []Metric
		for _, m := range list {
			if m.dimension == first.dimension && m.value == first.value {
				line = append(line, m)
			} else {
				rest = append(rest, m)
			}
		}
		s.write(first.dimension, first.value, line)
		list = rest
	}
}

type definition struct {
	Name string
	Unit Unit
}

func (s *Sink) write(dimension, value string, line []Metric) {
	sets := [][]string{{"Stack"}}
	members := map[string]any{"Stack": s.stack}
	if dimension != "" {
		sets = append(sets, []string{"Stack", dimension})
		members[dimension] = value
	}
	var definitions []definition
	for _, m := range line {
		switch old := members[m.Name].(type) {
		case nil:
			definitions = append(definitions, definition{m.Name, m.Unit})
			members[m.Name] = m.Value
		case float64:
			members[m.Name] = []float64{old, m.Value}
		case []float64:
			members[m.Name] = append(old, m.Value)
		}
	}
	members["_aws"] = map[string]any{
		"Timestamp": s.now().UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace": Namespace, "Dimensions": sets, "Metrics": definitions,
		}},
	}
	b, err := json.Marshal(members)
	if err != nil {
		return // a value is NaN or infinite; the request must not fail because of it
	}
	_, _ = s.w.Write(append(b, '\n'))
}
