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

// reloadEvery is how soon an edited form is served.
const reloadEvery = 300 * time.Millisecond

// formSet is the forms of a directory, read again when they are edited.
type formSet struct {
	files fs.FS
	mark  uint64 // of the files as they were last read
	now   atomic.Pointer[forms.Set]
}

// openForms reads a directory of forms, or those in the program where there is
// no such directory.
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

// Set returns the forms as they were last good.
func (f *formSet) Set() *forms.Set { return f.now.Load() }

// embeds reports whether the pages of an origin may embed some form. Intake
// checks which one: the gateway's settings are not by form.
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

// watch reads the forms again whenever they change, until the context ends.
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
	log.Info("the forms are read again")
}

// mark changes with every edit: it is over names, sizes and times.
func mark(files fs.FS) uint64 {
	h := fnv.New64a()
	for _, pattern := range []string{"*.json", "examples/*.json", "locales/*.json"} {
		names, _ := fs.Glob(files, pattern) // the patterns are well formed
		for _, name := range names {
			// A file that went away in the meantime changes the mark, too.
			if info, err := fs.Stat(files, name); err == nil {
				fmt.Fprint(h, name, info.Size(), info.ModTime().UnixNano(), ";")
			}
		}
	}
	return h.Sum64()
}
