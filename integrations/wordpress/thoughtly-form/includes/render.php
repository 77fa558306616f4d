<?php
/**
 * The block and the shortcode, which are the same markup.
 *
 * @package ThoughtlyForm
 */

defined( 'ABSPATH' ) || exit;

add_action( 'init', 'thoughtly_form_register' );
add_action( 'enqueue_block_editor_assets', 'thoughtly_form_editor_data' );
add_filter( 'script_loader_tag', 'thoughtly_form_module_tag', 10, 3 );
add_filter( 'no_texturize_tags', 'thoughtly_form_keep_text' );

/**
 * Registers the block, the shortcode and the assets of the stack.
 */
function thoughtly_form_register() {
	add_shortcode( 'thoughtly_form', 'thoughtly_form_render' );
	$host = thoughtly_form_host();
	if ( '' !== $host ) {
		// No version: the stack's own caching decides, and a module's address must not change.
		// phpcs:disable WordPress.WP.EnqueuedResourceParameters.MissingVersion
		wp_register_style( 'thoughtly-form', $host . '/widget/thoughtly-form.css', array(), null );
		wp_register_script( 'thoughtly-form', $host . '/widget/thoughtly-form.js', array(), null, true );
		// phpcs:enable
	}
	wp_register_script(
		'thoughtly-form-editor',
		plugins_url( 'block/editor.js', THOUGHTLY_FORM_FILE ),
		array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element', 'wp-i18n', 'wp-server-side-render' ),
		'0.1.0',
		true
	);
	register_block_type( plugin_dir_path( THOUGHTLY_FORM_FILE ) . 'block', array( 'render_callback' => 'thoughtly_form_render' ) );
}

/**
 * The forms for the block's list, requested when an editor opens.
 */
function thoughtly_form_editor_data() {
	$forms = get_transient( 'thoughtly_form_list' );
	if ( ! is_array( $forms ) ) {
		$forms = thoughtly_form_list();
		$forms = is_wp_error( $forms ) ? array() : $forms;
		set_transient( 'thoughtly_form_list', $forms, MINUTE_IN_SECONDS );
	}
	wp_add_inline_script( 'thoughtly-form-editor', 'window.thoughtlyForms = ' . wp_json_encode( $forms ) . ';', 'before' );
}

/**
 * Renders a form.
 *
 * @param array|string $attributes Of the block or the shortcode: id and locale.
 * @return string
 */
function thoughtly_form_render( $attributes ) {
	$attributes = shortcode_atts(
		array(
			'id'     => 'contact',
			'locale' => str_replace( '_', '-', determine_locale() ),
		),
		is_array( $attributes ) ? array_filter( $attributes ) : array(),
		'thoughtly_form'
	);
	$id         = $attributes['id'];
	$locale     = (string) $attributes['locale'];
	if ( '' === thoughtly_form_host() ) {
		return thoughtly_form_notice( __( 'The Thoughtly form is not set up: enter the address of your stack under Settings, Thoughtly form.', 'thoughtly-form' ) );
	}
	if ( ! thoughtly_form_is_id( $id ) ) {
		return thoughtly_form_notice( __( 'This is not the id of a form.', 'thoughtly-form' ) );
	}
	wp_enqueue_style( 'thoughtly-form' );
	wp_enqueue_script( 'thoughtly-form' );
	$html = thoughtly_form_markup( $id, $locale );
	if ( '' !== $html ) {
		return $html;
	}
	// The stack has not answered yet: the element draws itself where scripts run.
	return sprintf(
		'<thoughtly-form form="%1$s" locale="%2$s" endpoint="%3$s"><a href="%3$s/f/%1$s">%4$s</a></thoughtly-form>',
		esc_attr( $id ),
		esc_attr( $locale ),
		esc_url( thoughtly_form_host() ),
		esc_html__( 'Open the form', 'thoughtly-form' )
	);
}

/**
 * A message for those who may edit; visitors see nothing.
 *
 * @param string $message Plain text.
 * @return string
 */
function thoughtly_form_notice( $message ) {
	return current_user_can( 'edit_posts' ) ? '<p>' . esc_html( $message ) . '</p>' : '';
}

/**
 * Makes the element's script a module.
 *
 * @param string $tag    The script element.
 * @param string $handle Its handle.
 * @param string $src    Its address.
 * @return string
 */
function thoughtly_form_module_tag( $tag, $handle, $src ) {
	if ( 'thoughtly-form' !== $handle ) {
		return $tag;
	}
	// phpcs:ignore WordPress.WP.EnqueuedResources.NonEnqueuedScript
	return '<script type="module" src="' . esc_url( $src ) . '"></script>' . "\n";
}

/**
 * Keeps wptexturize from changing the words of a form, the consent among them.
 *
 * @param array $tags Names of elements whose text stays as it is.
 * @return array
 */
function thoughtly_form_keep_text( $tags ) {
	$tags[] = 'thoughtly-form';
	return $tags;
}
