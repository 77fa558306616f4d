// Package emulator runs a function's binary under AWS's Lambda runtime interface
// emulator, which is part of the aws-sam-cli wheel. It must not know what the
// function does. The functions must not link it.
package emulator

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
	"time"

	"thoughtlyform/internal/local"
)

// Function is a running function. Like an execution environment of Lambda, it
// handles one event at a time: concurrent calls of Invoke wait for each other.
type Function struct {
	url  string
	cmd  *exec.Cmd
	http *http.Client
	mu   sync.Mutex
	log  output
}

// Start starts a binary and waits until the emulator accepts events. The binary's
// environment is env and this process's PATH. The emulator reads
// AWS_LAMBDA_FUNCTION_TIMEOUT, the time limit of an invocation in seconds. Close
// or the end of the context stops the function.
func Start(ctx context.Context, binary string, env map[string]string) (*Function, error) {
	emulator, err := find()
	if err != nil {
		return nil, err
	}
	if binary, err = filepath.Abs(binary); err != nil {
		return nil, err
	}
	invocations, err := local.FreeAddress()
	if err != nil {
		return nil, err
	}
	api, err := local.FreeAddress()
	if err != nil {
		return nil, err
	}
	f := &Function{
		url:  "http://" + invocations + "/2015-03-31/functions/function/invocations",
		http: &http.Client{Transport: &http.Transport{}},
	}
	// #nosec G204 -- for tests, which name the program
	f.cmd = exec.CommandContext(ctx, emulator,
		"--runtime-interface-emulator-address", invocations, "--runtime-api-address", api, "--log-level", "error", binary)
	f.cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range env {
		f.cmd.Env = append(f.cmd.Env, name+"="+value)
	}
	f.cmd.Stdout, f.cmd.Stderr = &f.log, &f.log
	f.cmd.Cancel = f.end
	f.cmd.WaitDelay = 5 * time.Second
	if err := f.cmd.Start(); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	for deadline := time.Now().Add(2 * time.Minute); ; {
		c, err := net.DialTimeout("tcp", invocations, time.Second)
		if err == nil {
			_ = c.Close()
			return f, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			f.Close()
			return nil, fmt.Errorf("emulator: it does not listen: %w: %s", err, f.Log())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Invoke sends an event and decodes the response. It returns an error if the
// function returns one, exits or reaches its time limit.
func (f *Function) Invoke(ctx context.Context, event, answer any) error {
	body, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	res, err := f.http.Do(req)
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	var failed struct {
		ErrorMessage string `json:"errorMessage"`
		ErrorType    string `json:"errorType"`
	}
	if json.Unmarshal(b, &failed) == nil && failed.ErrorType != "" {
		return fmt.Errorf("emulator: %s: %s", failed.ErrorType, failed.ErrorMessage)
	}
	// The emulator reports a timeout with status 200 and a plain sentence.
	if err := json.Unmarshal(b, answer); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("emulator: %d %.200s", res.StatusCode, b)
	}
	return nil
}

// Kill kills the function's process, like a crash. The emulator starts it again for
// the next event.
func (f *Function) Kill() {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", f.cmd.Process.Pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task) // #nosec G304 -- a file of /proc
		for child := range strings.FieldsSeq(string(children)) {
			if pid, err := strconv.Atoi(child); err == nil {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

// Log returns the output of emulator and function so far.
func (f *Function) Log() string { return f.log.String() }

// Close stops emulator and function.
func (f *Function) Close() {
	_ = f.end()
	_ = f.cmd.Wait()
}

// end suspends the emulator before it kills both processes, so that the emulator
// does not restart the function in between.
func (f *Function) end() error {
	_ = f.cmd.Process.Signal(syscall.SIGSTOP)
	f.Kill()
	return f.cmd.Process.Kill()
}

func find() (string, error) {
	if program := os.Getenv("LAMBDA_EMULATOR"); program != "" {
		return program, nil
	}
	name := map[string]string{"amd64": "x86_64", "arm64": "arm64"}[runtime.GOARCH]
	found, err := local.Find(".cache/venv/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-" + name)
	if found == "" && err == nil {
		err = errors.New("emulator: no aws-sam-cli in .cache/venv; run `make test-real`, which installs it, or set LAMBDA_EMULATOR")
	}
	return found, err
}

// output is a buffer that is safe for concurrent use.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
