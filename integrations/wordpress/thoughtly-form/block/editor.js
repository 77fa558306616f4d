// The block in the editor: a picture of the form, made by the server as the page
// is, and the choice of the form in the sidebar.
(({ blocks, blockEditor, components, element, i18n, serverSideRender }) => {
  const h = element.createElement;
  const { __ } = i18n;
  const name = "thoughtly-form/form";

  function choices(chosen) {
    const forms = window.thoughtlyForms || [];
    const options = forms.map(({ id, title }) => ({
      value: id,
      label: `${title} (${id})`,
    }));
    // The form can be missing, or the stack unreachable.
    if (!forms.some(({ id }) => id === chosen))
      options.push({ value: chosen, label: chosen });
    return options;
  }

  blocks.registerBlockType(name, {
    edit({ attributes, setAttributes }) {
      return h(
        "div",
        blockEditor.useBlockProps(),
        h(
          blockEditor.InspectorControls,
          null,
          h(
            components.PanelBody,
            { title: __("Form", "thoughtly-form") },
            h(components.SelectControl, {
              label: __("Form", "thoughtly-form"),
              value: attributes.id,
              options: choices(attributes.id),
              onChange: (id) => setAttributes({ id }),
            }),
            h(components.TextControl, {
              label: __("Language tag", "thoughtly-form"),
              help: __("Empty: the language of the site.", "thoughtly-form"),
              value: attributes.locale,
              onChange: (locale) => setAttributes({ locale }),
            }),
          ),
        ),
        h(
          components.Disabled,
          null,
          h(serverSideRender, { block: name, attributes }),
        ),
      );
    },
    save: () => null,
  });
})(window.wp);
