namespace CrmKit.Settings;

internal static class SettingErrors
{
    public static CrmError SourceUnknown(string source) => new("setting.source-unknown",
        $"'{source}' has no settings, or is a plugin that is not enabled.");

    public static CrmError Unknown(string source, string key, IEnumerable<string> known) => new("setting.unknown",
        $"'{source}' has no setting '{key}'. It has {string.Join(", ", known)}.") { Field = key };

    public static CrmError VersionUnknown(string source) => new("setting.version-unknown",
        $"The settings of '{source}' have no such version, or it is no longer kept. List them again.");

    public static CrmError Forbidden() => new("setting.forbidden",
        "Settings are for administrators. Ask for the right to administer users.");

    public static CrmError NoProtector(string key) => new("setting.no-protector",
        $"'{key}' is a secret, and this host has nothing to encrypt it with. Call AddCrmKitApi, or register an ISecretProtector.") { Field = key };

    public static CrmError SecretUnreadable(string source, string key) => new("setting.secret-unreadable",
        $"The secret '{key}' of '{source}' cannot be decrypted: the host's data protection keys were lost or replaced. Bring the keys back, or set it again.") { Field = key };
}
