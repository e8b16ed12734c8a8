/** What Helm makes of the chart, and Docker of the compose file, held against what Kubernetes and the services understand. */
package io.zapas.helm;
