using System.Globalization;

namespace CrmKit.Plugins.Packages;

internal static class PackageErrors
{
    public static CrmError Unreadable(string package, string why) => new("package.unreadable", $"Package '{package}' cannot be read: {why}. Check the file and its permissions.");

    public static CrmError NotAZip(string package) => new("package.not-a-zip", $"'{package}' is not a package: it is no zip archive. Pack the plugin with 'crmkit plugin pack'.");

    public static CrmError Truncated(string package) => new("package.truncated", $"Package '{package}' ends too early. Copy or download it again.");

    public static CrmError Damaged(string package, string why) => new("package.damaged", $"Package '{package}' is damaged: {why}. Copy or download it again.");

    public static CrmError TooLarge(string package, string what, long limit) => new("package.too-large",
        $"Package '{package}': {what} is over {limit.ToString(CultureInfo.InvariantCulture)} bytes. Ask its author, or raise the limit in PluginOptions if you trust it.");

    public static CrmError TooManyFiles(string package, int limit) => new("package.too-many-files",
        $"Package '{package}' has more than {limit.ToString(CultureInfo.InvariantCulture)} entries. Ask its author, or raise PluginOptions.MaxPackageFiles if you trust it.");

    public static CrmError Path(string code, string package, string path, string why) => new(code,
        $"Package '{package}': the entry '{Shown(path)}' {why}. Nothing was unpacked. Pack the plugin again with 'crmkit plugin pack'.");

    public static CrmError IndexMissing(string package) => new("package.index-missing", $"Package '{package}' has no files.json. Pack the plugin with 'crmkit plugin pack'.");

    public static CrmError IndexInvalid(string package, string why) => new("package.index-invalid", $"Package '{package}': files.json is not valid: {why}. Pack the plugin again.");

    public static CrmError ManifestMissing(string package) => new("package.manifest-missing", $"Package '{package}' has no plugin.json. Pack the plugin with 'crmkit plugin pack'.");

    public static CrmError FileUnlisted(string package, string path) => new("package.file-unlisted", $"Package '{package}' holds '{path}', which its files.json does not list. Get it from its author again.");

    public static CrmError FileMissing(string package, string path) => new("package.file-missing", $"Package '{package}' lacks '{path}', which its files.json lists. Get it from its author again.");

    public static CrmError FileChanged(string package, string path) => new("package.file-changed", $"Package '{package}': '{path}' is not the file that files.json lists. It was changed: get it from its author again.");

    public static CrmError Unsigned(string package) => new("package.unsigned",
        $"Package '{package}' is not signed. Sign it with 'crmkit plugin pack --key', or allow unsigned packages on a development machine (PluginOptions.AllowUnsigned).");

    public static CrmError SignatureFormat(string package, string why) => new("package.signature-format", $"Package '{package}': signature.json is not valid: {why}. Pack and sign the plugin again.");

    public static CrmError SignatureInvalid(string package, string key) => new("package.signature-invalid",
        $"Package '{package}' says that key {key} signed it, but the signature is not right: the package was changed, or signed with another key. Get it from its author again.");

    public static CrmError KeyUnknown(string package, string key) => new("package.key-unknown",
        $"Package '{package}' is signed with key {key}, which this installation does not trust. If you have the author's public key from a place that you trust: 'crmkit plugin trust <file> --for <id>'.");

    public static CrmError KeyForeign(string package, string id, string key, IEnumerable<string> prefixes) => new("package.key-foreign",
        $"Package '{package}' is plugin '{id}', but key {key} is trusted for {string.Join(", ", prefixes.Select(p => $"'{p}'"))} alone. Get the package from the plugin's own publisher.");

    public static CrmError KeyRevoked(string package, string key, string? why) => new("package.key-revoked",
        $"Package '{package}' is signed with key {key}, which was revoked{(why is null ? "" : $" ({why})")}. Get a package that is signed with the publisher's new key.");

    public static CrmError AssemblyReserved(string package, string path) => new("package.assembly-reserved",
        $"Package '{package}' brings '{path}', which is an assembly of the host. Leave it out: of CrmKit a plugin references CrmKit.Abstractions alone.");

    public static CrmError KeyFile(string path, string why) => new("package.key-file", $"'{path}' is not a key that packages are signed with: {why}. Make one with 'crmkit plugin keygen'.");

    public static CrmError TrustFile(string path, string why) => new("package.trust-file", $"The list of trusted keys '{path}' cannot be read: {why}. Repair or remove it; until then no package is trusted.");

    public static CrmError UploadGone() => new("package.upload-gone", "The uploaded package is gone: it was installed, or waited for longer than an hour. Upload it again.");

    public static CrmError UploadOff() => new("package.upload-off", "This host takes no packages by its pages. Whoever keeps it lays them down on the server, or sets PluginOptions.AllowUpload.");

    public static CrmError UploadMissing() => new("package.upload-missing", "No package was chosen. Choose its file first.");

    public static CrmError StoreFailed(string id, string why) => new("package.store-failed", $"Plugin '{id}' could not be put into the store: {why}. Nothing was changed. Check space and permissions of the plugins folder.");

    public static CrmError StoreMissing(string id, string folder) => new("package.store-missing", $"Plugin '{id}' is installed, but '{folder}' is gone. Install its package again.");

    public static CrmError StoreChanged(string id, string what) => new("package.store-changed",
        $"Plugin '{id}': {what} in the store is not as it was installed. It is quarantined. Find out who changed it, then install its package again.");

    /// <summary>A path as text that shows what it is made of: nothing in it may turn the line around it.</summary>
    private static string Shown(string path)
    {
        var shown = path.Length > 120 ? path[..120] + "…" : path;
        return string.Concat(shown.Select(c => EntryPath.IsVisible(c) ? c.ToString() : $"\\u{(int)c:x4}"));
    }
}
