namespace CrmKit.Conventions;

public sealed class PublicApiTests
{
    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void Public_api_is_the_recorded_one(string package)
    {
        var path = Path.Combine(Packages.Root, "api", package + ".txt");
        var recorded = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var actual = PublicApi.Of(Packages.Named(package));
        if (actual == recorded) return;

        if (!Packages.IsCi)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        var (old, now) = (recorded.Split('\n').ToHashSet(), actual.Split('\n').ToHashSet());
        var difference = old.Except(now).Select(l => "- " + l.Trim()).Concat(now.Except(old).Select(l => "+ " + l.Trim()));
        Assert.Fail($"The public API of {package} is not what api/{package}.txt records. Run the tests locally, look at the difference, commit it:{Environment.NewLine}{string.Join(Environment.NewLine, difference)}");
    }
}
