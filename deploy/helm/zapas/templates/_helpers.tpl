{{/* Name of the release's objects. */}}
{{- define "zapas.name" -}}
{{- if contains "zapas" .Release.Name }}{{ .Release.Name | trunc 45 | trimSuffix "-" }}{{ else }}{{ printf "%s-zapas" .Release.Name | trunc 45 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* The services: where their values stand, their port, and which paths they answer. One new pod at a time takes its place before an old one goes; of alerting one judges, so the old one goes first. */}}
{{- define "zapas.services" -}}
stock-sync:
  values: stockSync
  port: 8081
  rolling: true
  paths: [/v1/events, /v1/availability, /v1/ledger, /v1/reservations, /v1/import, /v1/stream, /v1/desyncs, /v1/feeds, /v1/pushes, /v1/webhooks]
forecast:
  values: forecast
  port: 8082
  rolling: true
  paths: [/v1/rotation, /v1/backtest, /v1/campaigns]
alerting:
  values: alerting
  port: 8083
  rolling: false
  paths: [/v1/alerts, /v1/ads, /v1/slack, /v1/notices, /v1/reports, /v1/unsubscribe]
{{- end }}

{{/* Labels that never change, of a service. Takes {root, service}. */}}
{{- define "zapas.selector" -}}
app.kubernetes.io/name: zapas
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end }}

{{- define "zapas.labels" -}}
app.kubernetes.io/name: zapas
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "zapas.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "zapas.redisSecret" -}}
{{ if .Values.redis.uri }}{{ include "zapas.name" . }}-redis{{ else }}{{ .Values.redis.existingSecret }}{{ end }}
{{- end }}

{{- define "zapas.apiKeysSecret" -}}
{{ if .Values.apiKeys.keys }}{{ include "zapas.name" . }}-api-keys{{ else }}{{ .Values.apiKeys.existingSecret }}{{ end }}
{{- end }}

{{/* Empty: there is none. */}}
{{- define "zapas.kafkaSecret" -}}
{{ if .Values.kafka.secret.entries }}{{ include "zapas.name" . }}-kafka{{ else }}{{ .Values.kafka.secret.existingSecret }}{{ end }}
{{- end }}

{{/* Empty: there is none. */}}
{{- define "zapas.noticesSecret" -}}
{{ if .Values.notices.entries }}{{ include "zapas.name" . }}-notices{{ else }}{{ .Values.notices.existingSecret }}{{ end }}
{{- end }}

{{/* Empty: there is none. */}}
{{- define "zapas.webhooksSecret" -}}
{{ if .Values.webhooks.entries }}{{ include "zapas.name" . }}-webhooks{{ else }}{{ .Values.webhooks.existingSecret }}{{ end }}
{{- end }}

{{/* Name of the Secret whose entries are variables of a service; empty: it has none. Takes {root, service}. */}}
{{- define "zapas.variablesSecret" -}}
{{ if eq .service "alerting" }}{{ include "zapas.noticesSecret" .root }}{{ else if eq .service "stock-sync" }}{{ include "zapas.webhooksSecret" .root }}{{ end }}
{{- end }}
