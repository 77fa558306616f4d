package main

import (
	"reflect"
	"testing"
)

func TestCorpusIsReproducible(t *testing.T) {
	first, second := corpus(), corpus()
	if !reflect.DeepEqual(first, second) {
		t.Error("two calls make two corpora")
	}
	if len(first) < 10_000 {
		t.Errorf("%d numbers", len(first))
	}
}
