<?php
/**
 * For PHP's own server: files as they are, everything else to WordPress.
 *
 * @package ThoughtlyForm
 */

$path = $_SERVER['DOCUMENT_ROOT'] . parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( is_file( $path ) || is_file( rtrim( $path, '/' ) . '/index.php' ) && '/' !== $_SERVER['REQUEST_URI'] ) {
	return false;
}
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
