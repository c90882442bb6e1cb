import { icon, mark } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';

const developmentBadge = markup`<span class="badge warn">${icon('code')}Development</span>`;

/** The bar on top of pages that lie below the start page. */
export function topBar(title: string): Markup {
  return markup`<a class="skip btn" href="#main">Skip to the content</a>
<header class="topbar"><div class="where"><a class="brand" href="../">${mark}<span>Authgraph</span></a><span>${title}</span></div>${developmentBadge}</header>`;
}
