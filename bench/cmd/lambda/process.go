package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// process is a function that runs against its own Runtime API.
type process struct {
	api     *runtimeAPI
	cmd     *exec.Cmd
	said    bytes.Buffer
	started time.Time
}

// start runs a command on the given cores.
func start(command []string, env map[string]string, cores []int) (*process, error) {
	api, err := newRuntimeAPI()
	if err != nil {
		return nil, err
	}
	p := &process{api: api, cmd: exec.Command(command[0], command[1:]...)}
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"),
		"AWS_LAMBDA_RUNTIME_API=" + api.address,
		"AWS_LAMBDA_FUNCTION_NAME=bench",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_LAMBDA_LOG_FORMAT=JSON",
	}
	for name, value := range env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stderr = &p.said
	// A child has the cores of the thread that makes it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := onCores(cores); err != nil {
		return nil, err
	}
	p.started = time.Now()
	err = p.cmd.Start()
	if err := onCores(harnessCores()); err != nil {
		return nil, err
	}
	if err != nil {
		api.close()
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	return p, nil
}

// onCores restricts the calling thread to these cores.
func onCores(cores []int) error {
	var mask [16]uint64
	for _, c := range cores {
		mask[c/64] |= 1 << (c % 64)
	}
	_, _, e := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(mask), uintptr(unsafe.Pointer(&mask)))
	if e != 0 {
		return fmt.Errorf("sched_setaffinity: %w", e)
	}
	return nil
}

// harnessCores returns all but the last, which is the pinned function's.
func harnessCores() []int { return allCores()[:max(1, runtime.NumCPU()-1)] }

func allCores() []int {
	cores := make([]int, runtime.NumCPU())
	for i := range cores {
		cores[i] = i
	}
	return cores
}

func lastCore() []int { return allCores()[runtime.NumCPU()-1:] }

func (p *process) close() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.api.close()
}

// firstPoll waits until the function requests its first event.
func (p *process) firstPoll() (time.Duration, error) {
	select {
	case at := <-p.api.polled:
		return at.Sub(p.started), nil
	case <-time.After(20 * time.Second):
		return 0, fmt.Errorf("no poll within 20 s: %s", p.said.String())
	}
}

// cpu returns the processor time that the function has used. Linux counts it in
// nanoseconds in the first field of schedstat, for each thread.
func (p *process) cpu() (total time.Duration) {
	tasks, _ := os.ReadDir(p.proc("task"))
	for _, task := range tasks {
		b, err := os.ReadFile(p.proc("task/" + task.Name() + "/schedstat"))
		if err != nil {
			continue
		}
		first, _, _ := strings.Cut(string(b), " ")
		n, _ := strconv.ParseInt(first, 10, 64)
		total += time.Duration(n)
	}
	return total
}

// memory returns the resident set now and at its peak, in bytes.
func (p *process) memory() (now, peak int64) {
	b, _ := os.ReadFile(p.proc("status"))
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		n, _ := strconv.ParseInt(fields[1], 10, 64)
		switch fields[0] {
		case "VmRSS:":
			now = n << 10
		case "VmHWM:":
			peak = n << 10
		}
	}
	return now, peak
}

func (p *process) proc(name string) string {
	return "/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/" + name
}
