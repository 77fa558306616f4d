// With templates compiled at build time, tell the compiler the same:
// vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "thoughtly-form" } } })
import { createApp, h, ref } from "vue";

createApp({
  setup() {
    const state = ref("nothing sent");
    return () => [
      h("thoughtly-form", {
        form: "contact",
        "onThoughtly-form:created": () => (state.value = "created"),
      }),
      h("p", { id: "state" }, state.value),
    ];
  },
}).mount("#app");
