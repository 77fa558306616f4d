<?php
/**
 * Requests to the stack, and what is kept of their answers.
 *
 * @package ThoughtlyForm
 */

defined( 'ABSPATH' ) || exit;

/** Seconds after which markup is requested again. */
const THOUGHTLY_FORM_FRESH = 5 * MINUTE_IN_SECONDS;

/** Seconds for which older markup is shown while the stack does not answer. */
const THOUGHTLY_FORM_STALE = WEEK_IN_SECONDS;

/** Seconds until a failed request is tried again. */
const THOUGHTLY_FORM_RETRY = 30;

/**
 * The stack's origin, such as https://forms.example.com.
 *
 * @return string Empty before the plugin is set up.
 */
function thoughtly_form_host() {
	return (string) get_option( 'thoughtly_form_host', '' );
}

/**
 * The origin in what an administrator typed.
 *
 * @param mixed $typed An address of the stack.
 * @return string Scheme, host and port without a slash at the end; empty if it is not an https address; http only for localhost.
 */
function thoughtly_form_origin( $typed ) {
	$parts = wp_parse_url( trim( (string) $typed ) );
	if ( ! is_array( $parts ) || empty( $parts['host'] ) || empty( $parts['scheme'] ) ) {
		return '';
	}
	$scheme = strtolower( $parts['scheme'] );
	$host   = strtolower( $parts['host'] );
	$local  = in_array( $host, array( 'localhost', '127.0.0.1' ), true );
	if ( 'https' !== $scheme && ! ( 'http' === $scheme && $local ) ) {
		return '';
	}
	if ( ! preg_match( '/^[a-z0-9.-]+$/', $host ) ) {
		return '';
	}
	return $scheme . '://' . $host . ( empty( $parts['port'] ) ? '' : ':' . (int) $parts['port'] );
}

/**
 * Requests a path of the stack.
 *
 * @param string $path Path and query.
 * @param string $type The media type that the answer must have.
 * @return string|WP_Error The body of the answer.
 */
function thoughtly_form_get( $path, $type ) {
	$response = wp_remote_get(
		thoughtly_form_host() . $path,
		array(
			'timeout'     => 5,
			'redirection' => 0,
			'headers'     => array( 'Accept' => $type ),
		)
	);
	if ( is_wp_error( $response ) ) {
		return $response;
	}
	$status = wp_remote_retrieve_response_code( $response );
	if ( 200 !== $status ) {
		/* translators: %d: an HTTP status code. */
		return new WP_Error( 'thoughtly_form_status', sprintf( __( 'The stack answered with status %d.', 'thoughtly-form' ), $status ) );
	}
	if ( 0 !== strpos( (string) wp_remote_retrieve_header( $response, 'content-type' ), $type ) ) {
		return new WP_Error( 'thoughtly_form_type', __( 'The answer is not one of a thoughtly-form stack.', 'thoughtly-form' ) );
	}
	return wp_remote_retrieve_body( $response );
}

/**
 * The forms of the stack.
 *
 * @return array|WP_Error List of arrays with id and title.
 */
function thoughtly_form_list() {
	$body = thoughtly_form_get( '/forms', 'application/json' );
	if ( is_wp_error( $body ) ) {
		return $body;
	}
	$answer = json_decode( $body, true );
	if ( ! isset( $answer['data']['forms'] ) || ! is_array( $answer['data']['forms'] ) ) {
		return new WP_Error( 'thoughtly_form_list', __( 'The answer is not one of a thoughtly-form stack.', 'thoughtly-form' ) );
	}
	$forms = array();
	foreach ( $answer['data']['forms'] as $form ) {
		if ( isset( $form['id'], $form['title'] ) && thoughtly_form_is_id( $form['id'] ) ) {
			$forms[] = array(
				'id'    => $form['id'],
				'title' => sanitize_text_field( $form['title'] ),
			);
		}
	}
	return $forms;
}

/**
 * Whether a value may be the id of a form.
 *
 * @param mixed $id From a block, a shortcode or the stack.
 * @return bool
 */
function thoughtly_form_is_id( $id ) {
	return is_string( $id ) && 1 === preg_match( '/^[a-z0-9][a-z0-9_-]{0,63}$/', $id );
}

/**
 * The markup of a form: a fresh copy from the transient or the stack, else an
 * older one.
 *
 * @param string $id     The form's id.
 * @param string $locale Language tag.
 * @return string Empty where there has never been an answer.
 */
function thoughtly_form_markup( $id, $locale ) {
	$key  = 'thoughtly_form_' . md5( thoughtly_form_host() . '|' . $id . '|' . $locale );
	$kept = get_transient( $key );
	$kept = is_array( $kept ) ? $kept : array(
		'html'  => '',
		'until' => 0,
	);
	if ( $kept['until'] > time() ) {
		return $kept['html'];
	}
	$query = http_build_query(
		array(
			'assets' => 'none',
			'locale' => $locale,
		)
	);
	$html  = thoughtly_form_get( '/forms/' . rawurlencode( $id ) . '/markup?' . $query, 'text/html' );
	if ( ! is_wp_error( $html ) && 0 === strpos( $html, '<thoughtly-form ' ) ) {
		$kept = array(
			'html'  => thoughtly_form_on_one_line( $html ),
			'until' => time() + THOUGHTLY_FORM_FRESH,
		);
	} else {
		$kept['until'] = time() + THOUGHTLY_FORM_RETRY;
	}
	set_transient( $key, $kept, THOUGHTLY_FORM_STALE );
	return $kept['html'];
}

/**
 * Markup without line breaks, from which wpautop would make paragraphs.
 *
 * @param string $html Markup of the stack.
 * @return string
 */
function thoughtly_form_on_one_line( $html ) {
	return trim( preg_replace( '/\s*\n\s*/', ' ', $html ) );
}
