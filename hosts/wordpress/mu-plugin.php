<?php
/**
 * For the tests: ?classic opens the classic editor, and what it leads to.
 *
 * @package ThoughtlyForm
 */

// phpcs:ignore WordPress.Security
if ( isset( $_GET['classic'] ) || false !== strpos( $_SERVER['HTTP_REFERER'] ?? '', '?classic' ) ) {
	add_filter( 'use_block_editor_for_post', '__return_false' );
}
// Only an administrator has unfiltered_html, as on a network or a hardened site.
add_filter(
	'map_meta_cap',
	function ( $caps, $cap, $user ) {
		return 'unfiltered_html' === $cap && ! user_can( $user, 'manage_options' ) ? array( 'do_not_allow' ) : $caps;
	},
	10,
	3
);
