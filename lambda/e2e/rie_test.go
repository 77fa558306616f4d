//go:build integration

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"thoughtlyform/internal/logcheck"
)

// function is a Lambda function: its binary under the Runtime Interface
// Emulator that AWS ships with the SAM CLI. The emulator takes one invocation
// at a time, as an execution environment does, and breaks at a second.
type function struct {
	url string
	cmd *exec.Cmd
	log *lines

	mu sync.Mutex // held by the invocation under way
}

// startFunction runs a binary with an environment, for at most a time an
// invocation, until the test ends.
func startFunction(t testing.TB, name, binary string, limit time.Duration, env map[string]string) *function {
	t.Helper()
	at, api := freeAddress(t), freeAddress(t)
	f := &function{url: "http://" + at + "/2015-03-31/functions/function/invocations", log: &lines{}}
	f.cmd = exec.Command(emulator(t), "--runtime-interface-emulator-address", at, "--runtime-api-address", api, "--log-level", "error", binary)
	f.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"),
		"AWS_LAMBDA_FUNCTION_NAME=" + name,
		"AWS_LAMBDA_FUNCTION_TIMEOUT=" + strconv.Itoa(int(limit.Seconds())),
		"AWS_LAMBDA_LOG_FORMAT=JSON",
	}
	for key, value := range env {
		f.cmd.Env = append(f.cmd.Env, key+"="+value)
	}
	f.cmd.Stdout, f.cmd.Stderr = f.log, f.log
	f.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := f.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.kill()
		_ = syscall.Kill(-f.cmd.Process.Pid, syscall.SIGKILL)
		f.kill()
		_ = f.cmd.Wait()
		if line := logcheck.Find(f.log.String(), env["ORIGIN_SECRET"], "token-1", "token-2", "team-1"); line != "" {
			t.Errorf("%s wrote of a person or a secret: %s", name, line)
		}
		if t.Failed() {
			t.Logf("%s said, last:\n%s", name, f.log.tail(40))
		}
	})
	for range 200 {
		conn, err := net.Dial("tcp", at)
		if err == nil {
			_ = conn.Close()
			return f
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the emulator does not answer: %s", f.log.tail(20))
	return nil
}

// errFunction is what Lambda's caller sees of a function that died or ran out
// of time.
var errFunction = errors.New("the function failed")

// invoke sends an event and decodes the answer. It waits for its turn.
func (f *function) invoke(ctx context.Context, event, answer any) error {
	b, err := json.Marshal(event)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, f.url, bytes.NewReader(b))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var failure struct{ ErrorType string }
	// Running out of time is reported with status 200 and a bare sentence.
	if res.StatusCode != http.StatusOK || json.Unmarshal(body, &failure) != nil || failure.ErrorType != "" {
		return fmt.Errorf("%w: %d %.200s", errFunction, res.StatusCode, body)
	}
	return json.Unmarshal(body, answer)
}

// kill ends the function's process at once, as a crash does. The emulator
// starts it again for the next event.
func (f *function) kill() {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", f.cmd.Process.Pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for child := range strings.FieldsSeq(string(children)) {
			if pid, err := strconv.Atoi(child); err == nil {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

// emulator is $RIE, or the one in the virtual environment that make sets up.
func emulator(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("RIE"); path != "" {
		return path
	}
	arch := map[string]string{"amd64": "x86_64", "arm64": "arm64"}[runtime.GOARCH]
	found, _ := filepath.Glob(filepath.Join(root(t), ".cache/venv/lib/python3.*/site-packages/samcli/local/rapid/aws-lambda-rie-"+arch))
	if len(found) == 0 {
		t.Fatal("there is no aws-lambda-rie in .cache/venv: make test-real sets it up, or set RIE")
	}
	return found[0]
}

// root is the module's directory.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the tests do not run within the module")
		}
		dir = filepath.Dir(dir)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// lines collects what a process says.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func (l *lines) tail(n int) string {
	all := strings.Split(strings.TrimSpace(l.String()), "\n")
	return strings.Join(all[max(0, len(all)-n):], "\n")
}
