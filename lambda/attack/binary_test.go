//go:build integration

package attack

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/internal/emulator"
	"thoughtlyform/internal/logcheck"
	"thoughtlyform/shared"
)

// TestMutatedRequests sends mutated requests to the deployed binary under Lambda's
// emulator. The sandbox checks each contact against Thoughtly's description. The
// guard is off, so that more requests reach the code behind it.
func TestMutatedRequests(t *testing.T) {
	box, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(box)
	defer upstream.Close()
	aws := httptest.NewServer(http.HandlerFunc(obligingAWS))
	defer aws.Close()
	f, err := emulator.Start(t.Context(), "../../build/host/intake/bootstrap", map[string]string{
		"AWS_ENDPOINT_URL": aws.URL, "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
		"SECRET_ID": "secret", "TABLE_NAME": "table", "EVIDENCE_TABLE": "evidence", "QUEUE_URL": aws.URL + "/queue", "DLQ_URL": aws.URL + "/dead", "REVIEW_URL": aws.URL + "/review",
		"THOUGHTLY_URL": upstream.URL, "THOUGHTLY_RPM": "60000",
		"ALLOWED_ORIGINS": site, "ORIGIN_SECRET": originKey, "GUARD": "off",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := newMutator(t, demoSeeds)
	statuses := map[int]int{}
	began := time.Now()
	for range mutatedRequests {
		event := m.next()
		var res events.APIGatewayV2HTTPResponse
		if err := f.Invoke(t.Context(), event, &res); err != nil {
			t.Fatalf("%v\n%s", err, f.Log())
		}
		checkAnswer(t, event, res)
		statuses[res.StatusCode]++
		if t.Failed() {
			t.FailNow()
		}
	}
	log := f.Log()
	if strings.Contains(log, "panic") || strings.Contains(log, `"Panics"`) {
		t.Errorf("the function panicked:\n%s", log)
	}
	if line := logcheck.Find(log, originKey); line != "" {
		t.Errorf("a log line has personal data or a secret: %s", line)
	}
	var contacts []struct{ Contact shared.Contact }
	res, err := http.Get(upstream.URL + "/_sandbox/contacts")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&contacts); err != nil {
		t.Fatal(err)
	}
	for _, c := range contacts {
		if why := demo.offence(c.Contact); why != "" {
			t.Fatalf("%s outside policy: %+v", why, c.Contact)
		}
	}
	t.Logf("%v, %d contacts kept, in %v", statuses, len(contacts), time.Since(began).Round(time.Second))
	if statuses[http.StatusCreated] < mutatedRequests/20 {
		t.Error("too few requests are valid")
	}
}

// obligingAWS replaces Secrets Manager, DynamoDB and SQS. All requests to it
// succeed, so that no error of AWS ends a request early.
func obligingAWS(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch op {
	case "GetSecretValue":
		fmt.Fprint(w, `{"SecretString":"{\"api_token\":\"t\",\"team_id\":\"t\",\"hmac_key\":\"k\"}"}`)
	case "SendMessage":
		var message struct{ MessageBody string }
		_ = json.Unmarshal(body, &message)
		sum := md5.Sum([]byte(message.MessageBody))
		fmt.Fprintf(w, `{"MessageId":"m","MD5OfMessageBody":"%s"}`, hex.EncodeToString(sum[:]))
	default:
		fmt.Fprint(w, "{}")
	}
}
