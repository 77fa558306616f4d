package metrics

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

func TestEmit(t *testing.T) {
	var out bytes.Buffer
	s := New(&out, "prod")
	s.now = func() time.Time { return time.UnixMilli(1_795_521_600_000) }
	s.Emit(Count("Created"), Duration("UpstreamTime", 1500*time.Microsecond), Count("Refused").By("Reason", "rate_limited"), Count("Created"))
	want := `{"Created":[1,1],"Stack":"prod","UpstreamTime":1.5,"_aws":{"CloudWatchMetrics":[{"Dimensions":[["Stack"]],"Metrics":[{"Name":"Created","Unit":"Count"},{"Name":"UpstreamTime","Unit":"Milliseconds"}],"Namespace":"ThoughtlyForm"}],"Timestamp":1795521600000}}
{"Reason":"rate_limited","Refused":1,"Stack":"prod","_aws":{"CloudWatchMetrics":[{"Dimensions":[["Stack"],["Stack","Reason"]],"Metrics":[{"Name":"Refused","Unit":"Count"}],"Namespace":"ThoughtlyForm"}],"Timestamp":1795521600000}}
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestEmitWritesWholeLines(t *testing.T) {
	var out bytes.Buffer
	s := New(&out, "line\nbreak")
	s.Emit(Count("A"), Count("B").By("Kind", "\"\n"))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Error(line)
		}
	}
}

func TestEmitNothing(t *testing.T) {
	var none *Sink
	none.Emit(Count("A"))
	var out bytes.Buffer
	s := New(&out, "x")
	s.Emit()
	s.Emit(Metric{Name: "A", Value: math.NaN()})
	if out.Len() > 0 {
		t.Error(out.String())
	}
}
