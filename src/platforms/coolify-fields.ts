import type { Catalog } from '#catalog/catalog.ts';
import { envState, expectedOf } from './env-state.ts';
import { fieldsOf, listOf, pick, textOf } from '#base/fields.ts';

/**
 * The fields of an application that matter to a diagnosis. The row carries webhook secrets, basic auth and
 * Dockerfiles as well.
 */
const applicationKeys =
  'uuid name fqdn status build_pack git_branch git_commit_sha ports_exposes ports_mappings health_check_enabled health_check_path health_check_port limits_memory limits_cpus restart_count max_restart_count last_restart_at last_restart_type last_online_at server_status'.split(
    ' ',
  );

export function keepApplication(body: unknown): unknown {
  const repository = textOf(fieldsOf(body)['git_repository'])?.replace(/\/\/[^@/]*@/, '//');
  return {
    ...pick(body, applicationKeys),
    ...(repository === undefined ? {} : { git_repository: repository }),
  };
}

/** Without `logs`, which hold build output with build arguments. */
const deploymentKeys =
  'deployment_uuid status commit commit_message restart_only rollback is_webhook pull_request_id created_at updated_at finished_at'.split(
    ' ',
  );

export function keepDeployments(body: unknown): unknown {
  const rows = fieldsOf(body)['deployments'] ?? body;
  return { deployments: listOf(rows).map((row) => pick(row, deploymentKeys)) };
}

/** Values are there when the token may read them, which it should not: then they end here. */
export function keepEnvs(body: unknown, app: string, catalog: Catalog): unknown {
  const expected = expectedOf(catalog, 'coolify', app);
  const rows = listOf(body).map(fieldsOf);
  return rows.flatMap((row) => {
    const key = textOf(row['key']);
    if (key === undefined || row['is_preview'] === true) return [];
    const known = envState(key, row['real_value'] ?? row['value'], expected[key]);
    // Coolify says so itself of a required variable, without telling the value.
    return [row['is_really_required'] === true ? { ...known, state: 'empty' } : known];
  });
}

export function keepImages(body: unknown): unknown {
  const { current, images } = fieldsOf(body);
  return {
    ...(typeof current === 'string' ? { current } : {}),
    images: listOf(images).map((image) => pick(image, ['tag', 'created_at', 'is_current'])),
  };
}

export function keepLogs(body: unknown): unknown {
  return pick(body, ['logs']);
}

export function keepResources(body: unknown): unknown {
  return listOf(body).map((one) => pick(one, ['uuid', 'name', 'type', 'status']));
}
