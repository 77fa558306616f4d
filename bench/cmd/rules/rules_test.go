package main

import (
	"reflect"
	"testing"
)

func TestCorpusIsTheSameAgain(t *testing.T) {
	first, second := corpus(), corpus()
	if !reflect.DeepEqual(first, second) {
		t.Error("two calls make two corpora")
	}
	valid := 0
	for _, e := range first {
		if e.Valid {
			valid++
		}
	}
	if len(first) < 10_000 || valid < len(first)/3 || valid > len(first)*4/5 {
		t.Errorf("%d of %d numbers are valid", valid, len(first))
	}
}

func TestRandomInputsAreJudgedAlike(t *testing.T) {
	if c := compare(10_000); c.Differ != 0 || c.Valid < 1000 {
		t.Errorf("%+v", c)
	}
}
