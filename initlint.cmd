@echo off
rem Windows twin of the initlint script: finds a JDK, builds on first use, then starts.
rem
rem   JAVA_HOME           the JDK to use, unless there is a jre beside this script
rem   INITLINT_JAVA_OPTS  further options for the JVM, as -Xmx4g
rem   INITLINT_DIST       a folder with lib\*.jar to start from; nothing is built then
rem
rem Names of variables are not told apart by case: one called java_home would be JAVA_HOME. Delayed
rem expansion stays off, since it takes exclamation marks out of arguments.
setlocal enableextensions disabledelayedexpansion
set "root=%~dp0"
set "state=%root%.initlint"

rem --- a JDK ---
set "jdk="
if exist "%root%jre\bin\java.exe" set "jdk=%root%jre"
if not defined jdk if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "jdk=%JAVA_HOME%"
if not defined jdk for %%j in (java.exe) do if not "%%~$PATH:j"=="" set "jdk=%%~dp$PATH:j.."
if not defined jdk goto nojava
rem 1.8.0 counts as 1. Where a runtime does not tell its version it is tried.
set "feature="
if exist "%jdk%\release" for /f "usebackq tokens=1,2 delims==" %%a in ("%jdk%\release") do if "%%a"=="JAVA_VERSION" set "feature=%%~b"
if not defined feature set "feature=17"
for /f "delims=.-+" %%a in ("%feature%") do set "feature=%%a"
if %feature% LSS 17 goto nojava

rem --- the build ---
if defined INITLINT_DIST goto given
if not exist "%root%mvnw.cmd" goto unpacked
set "dist=%state%\windows"
if exist "%dist%\lib\initlint-cli.jar" goto archive
echo initlint: building from source (first use; delete .initlint to build again) ... 1>&2
if not exist "%state%" mkdir "%state%"
pushd "%root%"
call mvnw.cmd -q -B -DskipTests -pl cli -am package > "%state%\build.log" 2>&1
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" goto nobuild
xcopy /q /e /i /y "%root%cli\target\dist\lib" "%dist%\lib" > nul
goto archive
:given
set "dist=%INITLINT_DIST%"
goto archive
:unpacked
set "dist=%root%."

rem --- class data ---
:archive
set "jar=%dist%\lib\initlint-cli.jar"
if not exist "%jar%" goto nojar
set "classes=%dist%\classes-%feature%.jsa"
if exist "%classes%" goto start
rem Tried once, and not in a folder that cannot be written to.
if exist "%classes%.tried" goto start
type nul 2> nul > "%classes%.tried" || goto start
"%jdk%\bin\java.exe" "-XX:ArchiveClassesAtExit=%classes%" -XX:+UseSerialGC -Xlog:disable -Dinitlint.training=true -cp "%jar%" dev.initlint.cli.Main "%root%fixtures\models\sound.onnx" "%root%fixtures\java\DeepReluNetwork.java" "%root%fixtures\folders\gpt2" > nul 2>&1

rem --- the start ---
:start
set "measured="
if "%~1"=="verify" set "measured=1"
rem No "for" over all: a parenthesis in an argument would end it. %* stays whole under "shift".
:next
if "%~1"=="--verify" set "measured=1"
shift /1
if not "%~1"=="" goto next
set "native="
if %feature% GEQ 24 set "native=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
set "tuned=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g"
set "libraries=%jar%"
if not defined measured goto run
set "tuned=-XX:+UseSerialGC -XX:MaxNewSize=32m -XX:MaxDirectMemorySize=1t -XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=3000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=1000000"
set "libraries=%libraries%;%dist%\lib\native\*"
rem The Vector API; --add-modules jdk.incubator.vector would warn on standard error. Tried up to 25.
if %feature% LEQ 25 set "tuned=%tuned% --add-exports=java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions -XX:+EnableVectorSupport"
rem OpenBLAS 0.3.31 takes AMD's family 26 for a Haswell, at half the speed: OpenBLAS issue 6029.
if defined OPENBLAS_CORETYPE goto run
if not "%PROCESSOR_IDENTIFIER:AMD64 Family 26=%"=="%PROCESSOR_IDENTIFIER%" set "OPENBLAS_CORETYPE=COOPERLAKE"
:run
"%jdk%\bin\java.exe" %tuned% %native% -Xshare:auto "-XX:SharedArchiveFile=%classes%" -Xlog:disable %INITLINT_JAVA_OPTS% -cp "%libraries%" dev.initlint.cli.Main %*
exit /b %errorlevel%

:nojava
echo initlint: needs a JDK of version 17 or later; set JAVA_HOME to one 1>&2
exit /b 2
:nobuild
echo initlint: the build failed; all of it is in %state%\build.log 1>&2
exit /b 2
:nojar
echo initlint: %dist% holds no lib\initlint-cli.jar 1>&2
exit /b 2
