package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/forms/check"
)

// reloadEvery is the interval of checks for changed files.
const reloadEvery = 300 * time.Millisecond

// formSet holds the forms of a directory and reloads them when they change.
type formSet struct {
	files fs.FS
	mark  uint64 // of the files last read
	now   atomic.Pointer[forms.Set]
}

// openForms reads the forms of a directory, or the embedded forms if the
// directory does not exist.
func openForms(dir string) (*formSet, error) {
	f := &formSet{}
	if _, err := os.Stat(dir); err != nil {
		set, err := forms.Embedded()
		if err != nil {
			return nil, err
		}
		f.now.Store(set)
		return f, nil
	}
	f.files = os.DirFS(dir)
	f.mark = mark(f.files)
	set, _, err := check.Load(f.files)
	if err != nil {
		return nil, err
	}
	f.now.Store(set)
	return f, nil
}

// Set returns the last valid forms.
func (f *formSet) Set() *forms.Set { return f.now.Load() }

// embeds reports whether pages of an origin may embed any of the forms. The
// gateway's CORS settings are the same for all forms; intake checks the form.
func (f *formSet) embeds(origin string) bool {
	set := f.Set()
	for _, id := range set.IDs() {
		form, err := set.Form(id)
		if err == nil && (slices.Contains(form.Origins, origin) || slices.Contains(form.Origins, "*")) {
			return true
		}
	}
	return false
}

// watch reloads the forms when they change, until the context ends.
func (f *formSet) watch(ctx context.Context, log *slog.Logger) {
	if f.files == nil {
		return
	}
	tick := time.NewTicker(reloadEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.reload(log)
		}
	}
}

func (f *formSet) reload(log *slog.Logger) {
	m := mark(f.files)
	if m == f.mark {
		return
	}
	f.mark = m
	set, warnings, err := check.Load(f.files)
	if err != nil {
		log.Error("the forms have problems; their last valid versions are still served", "error", err)
		return
	}
	for _, w := range warnings {
		log.Warn(w.Error())
	}
	f.now.Store(set)
	log.Info("the forms were reloaded")
}

// mark returns a hash of the files' names, sizes and modification times.
func mark(files fs.FS) uint64 {
	h := fnv.New64a()
	for _, pattern := range []string{"*.json", "examples/*.json", "locales/*.json"} {
		names, _ := fs.Glob(files, pattern) // the patterns are well formed
		for _, name := range names {
			// A missing file changes the mark too.
			if info, err := fs.Stat(files, name); err == nil {
				fmt.Fprint(h, name, info.Size(), info.ModTime().UnixNano(), ";")
			}
		}
	}
	return h.Sum64()
}
