// Demand of the last weeks as bars (days without stock apart), the forecast to come as a band.

import { date, t } from '/dashboard/i18n.js';

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
let drawn = null;

/** Replaces whatever chart was on show. */
export function drawDemand(canvas, forecast) {
  drawn?.destroy();
  const history = forecast.history ?? [];
  const band = forecast.band ?? [];
  const gap = history.map(() => null);
  const days = [...history, ...band].map(day => date(day.date));
  const inStock = day => (day.inStock ?? 1) >= 0.999;
  drawn = new window.Chart(canvas, {
    data: {
      labels: days,
      datasets: [
        { type: 'bar', label: t('demand'), data: history.map(day => (inStock(day) ? day.demand : null)), backgroundColor: color('--bar'), stack: 'demand' },
        { type: 'bar', label: t('demandCensored'), data: history.map(day => (inStock(day) ? null : day.demand)), backgroundColor: color('--bad'), stack: 'demand' },
        { type: 'line', label: t('band'), data: [...gap, ...band.map(day => day.p90)], borderWidth: 0, pointRadius: 0, fill: '+1', backgroundColor: color('--band') },
        { type: 'line', label: 'p10', data: [...gap, ...band.map(day => day.p10)], borderWidth: 0, pointRadius: 0, fill: false },
        { type: 'line', label: t('forecast'), data: [...gap, ...band.map(day => day.p50)], borderColor: color('--accent'), borderWidth: 2, pointRadius: 0, fill: false },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { stacked: true, grid: { display: false }, ticks: { maxTicksLimit: 8, maxRotation: 0, color: color('--muted') } },
        y: { beginAtZero: true, grid: { color: color('--line') }, ticks: { color: color('--muted') } },
      },
      plugins: { legend: { labels: { boxWidth: 12, color: color('--text'), filter: item => item.text !== 'p10' } } },
    },
  });
}
