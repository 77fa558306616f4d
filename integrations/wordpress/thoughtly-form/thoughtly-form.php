<?php
/**
 * Plugin Name:       Thoughtly form
 * Description:       Puts a lead form of a thoughtly-form stack into pages and posts, as a block or by a shortcode. Works without scripts.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       thoughtly-form
 *
 * @package ThoughtlyForm
 */

defined( 'ABSPATH' ) || exit;

define( 'THOUGHTLY_FORM_FILE', __FILE__ );

require_once __DIR__ . '/includes/client.php';
require_once __DIR__ . '/includes/render.php';
require_once __DIR__ . '/includes/settings.php';
